extension TaskExecutor {
    /// Runs a job of this executor on the calling thread, up to its next suspension.
    package func perform(_ job: UnownedJob) {
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
}
