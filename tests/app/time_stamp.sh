#!/usr/bin/env bash
# A date that somebody else vouches for (docs/ledger.md): the chain of a case and its WACZ are stamped
# by an authority of our own after RFC 3161, and openssl verifies the answers; of what was changed
# since, or of nothing, it must refuse them. A case that went on still holds the link that was stamped.
#   usage: time_stamp.sh GODWIT CASE FOLDER
set -euo pipefail
godwit=$1
case=$(realpath "$2")
folder=$3
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

# An authority that lives as long as this test.
cat >authority.conf <<'CONF'
[ req ]
distinguished_name = name
x509_extensions = stamping
prompt = no
[ name ]
CN = Authority of a test
[ stamping ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ tsa ]
default_tsa = one
[ one ]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
CONF
echo 01 >serial
openssl req -config authority.conf -x509 -newkey rsa:2048 -noenc -days 2 -keyout key.pem -out authority.pem 2>/dev/null

# stamp FILE: asks and is answered; FILE.tsr is what an authority sends back.
stamp() {
  openssl ts -query -data "$1" -sha256 -cert -out "$1.tsq" 2>/dev/null
  openssl ts -reply -config authority.conf -queryfile "$1.tsq" -signer authority.pem -inkey key.pem -out "$1.tsr" 2>/dev/null
}
verified() { openssl ts -verify -in "$2" -data "$1" -CAfile authority.pem >verified.log 2>&1; }
refused() {
  if verified "$1" "$2"; then
    echo "openssl took a stamp for $1, which was not stamped" >&2
    exit 1
  fi
}

cp -r "$case" case
"$godwit" -C case verify | sed -n 's/^chain //p' >chain.txt
"$godwit" -C case --quiet pack -o case.wacz
for file in chain.txt case.wacz; do
  stamp "$file"
  verified "$file" "$file.tsr" || { cat verified.log >&2; exit 1; }
  { cat "$file"; printf x; } >changed
  refused changed "$file.tsr"
  : >empty
  refused empty "$file.tsr"
  refused "$file" empty
done
date=$(openssl ts -reply -in chain.txt.tsr -text 2>/dev/null | sed -n 's/^Time stamp: //p')

# The case goes on; what was stamped still stands in it. In another case it does not.
cat >more.csv <<'CSV'
url,first_seen,last_seen,title
https://t.me/harbour_gulls_later,2019-11-21,2019-11-22,Harbour gulls
CSV
"$godwit" -C case --quiet import more.csv
[ "$("$godwit" -C case verify | sed -n 's/^chain //p')" != "$(cat chain.txt)" ]
"$godwit" -C case verify --kept "$(cat chain.txt)" | grep '^kept: '
"$godwit" init other 2>/dev/null
"$godwit" -C other --quiet import more.csv
if "$godwit" -C other verify --kept "$(cat chain.txt)" >other.log; then
  echo "another case holds the link" >&2
  exit 1
fi
grep -q 'history was rewritten' other.log
echo "stamped $date: the chain and $(stat -c %s case.wacz) bytes of WACZ, verified by $(openssl version | cut -d' ' -f1-2)"
