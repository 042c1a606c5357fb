#ifndef C_CURL_H
#define C_CURL_H
// libcurl for sending mail, loaded with the first message: with all that it brings along it makes
// the start of the program half as long again, and most have no use for it. What is variadic in
// it has a function here for each type.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdint.h>

/// Whom a transfer talks to. Called on the thread that performs it, with the context each time.
typedef struct {
  void *context;
  /// What is sent, as far as it is not the message; may hold the password.
  void (*said)(void *context, const uint8_t *bytes, size_t count);
  /// What the server answers.
  void (*heard)(void *context, const uint8_t *bytes, size_t count);
  /// Fills the room with what comes next of the message; 0 at its end.
  size_t (*read)(void *context, uint8_t *room, size_t count);
  /// Asked at least every second: whether to give up.
  int (*is_over)(void *context);
} ccurl_partner;

/// A transfer; NULL when libcurl is not installed or has no memory.
CURL *ccurl_make(void);
void ccurl_free(CURL *curl);

/// Options by the type that they take. Texts are copied. 0, or what libcurl says against it.
CURLcode ccurl_set_number(CURL *curl, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *curl, CURLoption option, const char *value);
/// TLS 1.2 or later with the certificate and its name verified, or nothing is sent.
CURLcode ccurl_require_tls(CURL *curl);
/// The size of the message in bytes.
CURLcode ccurl_set_size(CURL *curl, int64_t size);
/// Lives as long as the transfer.
CURLcode ccurl_set_partner(CURL *curl, const ccurl_partner *partner);

/// Adds a recipient; they are set by ccurl_set_recipients and freed by ccurl_free_list. NULL: out of
/// memory, and the list is freed.
struct curl_slist *ccurl_append(struct curl_slist *list, const char *text);
/// One that is taken is enough.
CURLcode ccurl_set_recipients(CURL *curl, struct curl_slist *list);
void ccurl_free_list(struct curl_slist *list);

/// Blocks until it is through.
CURLcode ccurl_perform(CURL *curl);

/// Whether a connection was made.
int ccurl_has_connected(CURL *curl);
/// Why none was: an errno, 0 if that is not known.
long ccurl_errno(CURL *curl);
/// What a proxy answered, 0 if there was none.
long ccurl_proxy_status(CURL *curl);

#endif
