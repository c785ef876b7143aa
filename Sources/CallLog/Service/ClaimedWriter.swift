/// Sends one claimed draft to the CRM and settles its row: the same steps for a request and for the reconciler.
struct ClaimedWriter: Sendable {
    enum Outcome: Sendable {
        case logged(CRMLogID)
        /// Another owner of the row was faster; our own record, if any, is deleted.
        case loggedByOther(CRMLogID)
        case refused(CallLogRefusal)
    }

    let claims: CallLogClaims
    let credentials: CredentialKeeper
    let time: any TimeSource
    let policy: CallLogPolicy
    /// Whether somebody was told that the call will be completed: then only a refusal that will not change fails it.
    var keepsTrying = false

    func write(
        _ draft: CallLogDraft,
        _ claim: CallLogClaims.Claim,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async -> Outcome {
        let stamp = Stamp(claims: claims, claim: claim)
        let context = CRMContext(user: context.user, call: context.call) { () async throws(CRMError) in
            FaultPoint.beforeStamp.pass()
            try await stamp.set(for: adapter.platform)
            FaultPoint.afterStamp.pass()
        }
        do throws(CallLogRefusal) {
            let id = try await credentials.perform(context, adapter) { context async throws(CRMError) in
                try await adapter.createCallLog(draft, in: context)
            }
            FaultPoint.afterSend.pass()
            return await settle(id, draft, claim, adapter, context)
        } catch {
            return await settle(error, claim, wasStamped: stamp.isSet)
        }
    }

    private func settle(
        _ id: CRMLogID,
        _ draft: CallLogDraft,
        _ claim: CallLogClaims.Claim,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async -> Outcome {
        switch await persist(claim, .done(id)) {
        case .failure:
            // The record exists and the row says "pending" with a stamp: the reconciler finds it.
            return .refused(.outcomeUnknown)
        case .success(.settled):
            FaultPoint.afterSettle.pass()
            return .logged(id)
        case .success(.lost):
            return await yield(id, claim, adapter, context)
        }
    }

    /// Another owner took the row while we were stopped: its record counts, ours goes.
    private func yield(
        _ id: CRMLogID,
        _ claim: CallLogClaims.Claim,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async -> Outcome {
        let end = time.now() + policy.lease
        while time.now() < end {
            guard case .success(let row) = await lookUp(claim.key), let row else { break }
            if row.state == .done, let winner = row.crmLogID {
                if winner == id { return .logged(id) }
                await delete(id, of: claim.key, adapter, context)
                return .loggedByOther(winner)
            }
            if row.state == .failed, case .success(.settled) = await persist(claim, .done(id)) { return .logged(id) }
            if !row.state.isUndecided { break }
            await time.sleep(for: .milliseconds(100))
        }
        return .refused(.outcomeUnknown)
    }

    /// Deletes a record of ours that no row holds.
    private func delete(
        _ id: CRMLogID,
        of key: CallLogKey,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async {
        guard let adapter = adapter as? any CallLogReconciling else { return }
        do throws(StoreError) {
            let holder = try await claims.store.read { store throws(StoreError) in
                try store.callLog(holding: id, tenant: key.tenant)
            }
            guard holder == nil else { return }
        } catch {
            return  // Better two records than none: the reconciler's look for extras is still to come.
        }
        let call = CRMCall(
            time: time,
            timeoutOfOneCall: policy.crmTimeout,
            timeoutOfAllCalls: policy.timeoutOfAllCalls
        )
        _ = await ignoringFailure { () async throws(CRMError) in
            try await adapter.deleteCallLog(id, in: CRMContext(user: context.user, call: call))
        }
    }

    private func settle(
        _ refusal: CallLogRefusal,
        _ claim: CallLogClaims.Claim,
        wasStamped: Bool
    ) async -> Outcome {
        let isUnknown = (wasStamped && refusal.mayHaveExecuted) || (keepsTrying && refusal.mayPass)
        FaultPoint.beforeUnknown.pass()
        let verdict: CallLogClaims.Verdict =
            isUnknown ? .unknown(reason: refusal.description) : .failed(reason: refusal.description)
        switch await persist(claim, verdict) {
        case .success(.settled): return .refused(isUnknown ? .outcomeUnknown : refusal)
        case .success(.lost(let row)):
            if let row, row.state == .done, let winner = row.crmLogID { return .loggedByOther(winner) }
            return .refused(.outcomeUnknown)
        case .failure(let error): return .refused(isUnknown ? .outcomeUnknown : .store(error))
        }
    }

    /// Settles, trying again while the disk or another writer is in the way.
    private func persist(
        _ claim: CallLogClaims.Claim,
        _ verdict: CallLogClaims.Verdict
    ) async -> Result<CallLogClaims.SettleResult, StoreError> {
        var attempt = 0
        while true {
            do throws(StoreError) {
                return .success(try await claims.settle(claim, verdict))
            } catch {
                attempt += 1
                guard attempt < 5, error.reason == .busy || error.reason == .full || error.reason == .inputOutput else {
                    return .failure(error)
                }
                await time.sleep(for: .milliseconds(50 << attempt))
            }
        }
    }

    private func lookUp(_ key: CallLogKey) async -> Result<CallLogRecord?, StoreError> {
        do throws(StoreError) {
            return .success(try await claims.record(key))
        } catch {
            return .failure(error)
        }
    }
}

extension CallLogRefusal {
    var mayHaveExecuted: Bool {
        if case .crm(let error) = self { error.mayHaveExecuted } else { false }
    }

    /// Whether the same request may succeed later, with nobody changing anything but the weather.
    package var mayPass: Bool {
        switch self {
        case .crm(let error):
            switch error.reason {
            case .credentialsRejected, .notSent, .outcomeUnknown, .rateLimited, .budgetSpent, .unavailable,
                .unreadableReply, .storeFailed:
                true
            case .notPermitted, .logMissing, .contactMissing, .dataRefused, .setupIncomplete: false
            }
        case .sessionRevoked, .store, .recordBusy, .outcomeUnknown, .beingLogged: true
        case .userNotFound, .platformNotOffered, .contactNotFound, .alreadyLogged, .logNotFound, .bodyUnreadable,
            .noteTooLong,
            .dispositionsNotSupported, .contactsNotSupported:
            false
        }
    }
}
