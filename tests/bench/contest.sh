#!/usr/bin/env bash
# The whole line beside Scrapy on the same pages: 2,000 previews of 90 KB with 20 posts each, linked
# from one to the next, served by nginx on core 0, read on core 1. Scrapy extracts the posts and
# drops them, over plain HTTP; godwit goes over TLS, judges every address, writes captures and
# ledger with every sync. The pages and the spider are those of ../shared/bench.
#   contest.sh GODWIT SHARED [PAGES]     as root (a hosts file of its own), with nginx and Scrapy
set -euo pipefail
godwit=$(realpath "$1") shared=$(realpath "$2") pages=${3:-2000}
for need in nginx scrapy taskset openssl /usr/bin/time; do
  command -v "$need" >/dev/null || { echo "contest: skipped: $need is not installed"; exit 77; }
done
[ "$(id -u)" -eq 0 ] || { echo "contest: skipped: needs root"; exit 77; }

work=$(mktemp -d)
chmod 755 "$work"
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
python3 "$shared/bench/gen_site.py" plain "$pages" --prefix s --gzip 0

# The same pages as t.me would show them, with the one landing page that tells a soft ban. Addresses
# that lead out of the site are taken out: there is nobody there to ask.
mkdir -p tme/s
for page in plain/s/*; do
  sed -E 's#http://127\.0\.0\.[0-9]+:8080/s/#https://t.me/#g; s#https://ext[0-9]+\.invalid[^"<]*##g
    s#https://tme\.invalid/c#https://t.me/c#g; s#@?c[0-9]+_reserve##g' "$page" >"tme/s/${page##*/}"
done
cat >tme/telegram <<'PAGE'
<!DOCTYPE html><html><head><meta property="og:title" content="Harbour"></head><body>
<div class="tgme_page_title" dir="auto"><span dir="auto">Harbour</span></div>
<div class="tgme_page_extra">10 000 subscribers</div>
<div class="tgme_page_action"><a class="tgme_action_button_new" href="tg://resolve?domain=telegram">View</a></div>
<div class="tgme_page_context_link_wrap"><a class="tgme_page_context_link" href="/s/telegram">Preview</a></div>
</body></html>
PAGE

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out ca.pem -subj /CN=bench \
  -addext subjectAltName=DNS:t.me 2>/dev/null
cat >nginx.conf <<CONF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log /dev/null;
events { worker_connections 512; }
http {
  access_log off; default_type "text/html; charset=utf-8"; keepalive_requests 1000000;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/c;
  server { listen 8080; root $work/plain; }
  server { listen 443 ssl; server_name t.me; root $work/tme;
    ssl_certificate $work/ca.pem; ssl_certificate_key $work/key.pem; }
}
CONF
taskset -c 0 nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null &
server=$!
sleep 1

echo "127.0.0.1 localhost t.me" >hosts
measured() { /usr/bin/time -o time.txt -f '%e s, %U + %S s of CPU' "$@" 2>/dev/null | tail -n 1; cat time.txt; }
echo "== godwit (each channel's newest page and the one before it)"
measured unshare -m sh -c "mount --bind $work/hosts /etc/hosts && exec taskset -c 1 '$godwit' \
  bench crawl --from https://t.me/s/c000000 --ca-bundle $work/ca.pem --seconds 120"
echo "== Scrapy (each channel's newest page)"
measured taskset -c 1 scrapy runspider "$shared/bench/scrapy_spider.py" -a prefix=s -a mode=x
