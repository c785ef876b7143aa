/// A function of libcurl that failed; `detail` is its name and code.
struct CurlFailure: Error {
    let detail: String
}
