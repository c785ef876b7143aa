/// The version of the programs, as `--version` and `GET /serverVersionInfo` say it.
public enum Version {
    /// By semantic versioning.
    public static let current = "1.0.0"
}
