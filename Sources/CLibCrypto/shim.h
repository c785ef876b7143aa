#pragma once

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

_Static_assert(OPENSSL_VERSION_MAJOR >= 3, "calllog needs OpenSSL 3.0 or newer");

// The parameter names are string macros, and the parameter list points to them: neither can be written in Swift.
static inline int calllog_hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t key_length) {
    OSSL_PARAM parameters[2] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, key_length, parameters);
}

static inline int calllog_gcm_get_tag(EVP_CIPHER_CTX *context, unsigned char *tag, int tag_length) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_length, tag);
}

// libcrypto only reads the tag here, though its control function takes a mutable pointer.
static inline int calllog_gcm_set_tag(EVP_CIPHER_CTX *context, const unsigned char *tag, int tag_length) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_length, (void *)tag);
}
