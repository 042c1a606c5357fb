#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>

static struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) init;
  __typeof__(&curl_easy_cleanup) cleanup;
  __typeof__(&curl_easy_setopt) setopt;
  __typeof__(&curl_easy_perform) perform;
  __typeof__(&curl_easy_getinfo) getinfo;
  __typeof__(&curl_slist_append) append;
  __typeof__(&curl_slist_free_all) free_all;
} api;
static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  api.global_init = dlsym(library, "curl_global_init");
  api.init = dlsym(library, "curl_easy_init");
  api.cleanup = dlsym(library, "curl_easy_cleanup");
  api.setopt = dlsym(library, "curl_easy_setopt");
  api.perform = dlsym(library, "curl_easy_perform");
  api.getinfo = dlsym(library, "curl_easy_getinfo");
  api.append = dlsym(library, "curl_slist_append");
  api.free_all = dlsym(library, "curl_slist_free_all");
  is_loaded = api.global_init && api.init && api.cleanup && api.setopt && api.perform &&
              api.getinfo && api.append && api.free_all &&
              api.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

CURL *ccurl_make(void) {
  pthread_once(&once, load);
  return is_loaded ? api.init() : NULL;
}

void ccurl_free(CURL *curl) { api.cleanup(curl); }

CURLcode ccurl_set_number(CURL *curl, CURLoption option, long value) {
  return api.setopt(curl, option, value);
}

CURLcode ccurl_set_text(CURL *curl, CURLoption option, const char *value) {
  return api.setopt(curl, option, value);
}

CURLcode ccurl_require_tls(CURL *curl) {
  CURLcode code = api.setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
  if (!code) code = api.setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (!code) code = api.setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  if (!code) code = api.setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  return code;
}

CURLcode ccurl_set_size(CURL *curl, int64_t size) {
  return api.setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
}

static int debug(CURL *curl, curl_infotype type, char *bytes, size_t count, void *context) {
  (void)curl;
  const ccurl_partner *partner = context;
  if (type == CURLINFO_HEADER_OUT) partner->said(partner->context, (uint8_t *)bytes, count);
  if (type == CURLINFO_HEADER_IN) partner->heard(partner->context, (uint8_t *)bytes, count);
  return 0;
}

static size_t read_message(char *room, size_t size, size_t count, void *context) {
  const ccurl_partner *partner = context;
  return partner->read(partner->context, (uint8_t *)room, size * count);
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  (void)a, (void)b, (void)c, (void)d;
  const ccurl_partner *partner = context;
  return partner->is_over(partner->context);
}

CURLcode ccurl_set_partner(CURL *curl, const ccurl_partner *partner) {
  CURLcode code = api.setopt(curl, CURLOPT_DEBUGFUNCTION, debug);
  if (!code) code = api.setopt(curl, CURLOPT_DEBUGDATA, partner);
  if (!code) code = api.setopt(curl, CURLOPT_VERBOSE, 1L);
  if (!code) code = api.setopt(curl, CURLOPT_READFUNCTION, read_message);
  if (!code) code = api.setopt(curl, CURLOPT_READDATA, partner);
  if (!code) code = api.setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
  if (!code) code = api.setopt(curl, CURLOPT_XFERINFODATA, partner);
  if (!code) code = api.setopt(curl, CURLOPT_NOPROGRESS, 0L);
  return code;
}

struct curl_slist *ccurl_append(struct curl_slist *list, const char *text) {
  struct curl_slist *longer = api.append(list, text);
  if (!longer) api.free_all(list);
  return longer;
}

CURLcode ccurl_set_recipients(CURL *curl, struct curl_slist *list) {
  // With three L where newer versions have two; they know both.
  CURLcode code = api.setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  return code ? code : api.setopt(curl, CURLOPT_MAIL_RCPT, list);
}

void ccurl_free_list(struct curl_slist *list) { api.free_all(list); }

CURLcode ccurl_perform(CURL *curl) { return api.perform(curl); }

int ccurl_has_connected(CURL *curl) {
  curl_off_t time = 0;
  return api.getinfo(curl, CURLINFO_CONNECT_TIME_T, &time) == CURLE_OK && time > 0;
}

static long number(CURL *curl, CURLINFO info) {
  long value = 0;
  return api.getinfo(curl, info, &value) == CURLE_OK ? value : 0;
}

long ccurl_errno(CURL *curl) { return number(curl, CURLINFO_OS_ERRNO); }

long ccurl_proxy_status(CURL *curl) { return number(curl, CURLINFO_HTTP_CONNECTCODE); }
