#!/usr/bin/env bash
# Plans a call for tomorrow, makes a link for one guest, moves the call by an hour, and prints the links.
#   TINCAN=https://calls.example.org KEY=tin_… ./schedule.sh
# Needs curl and jq.
set -euo pipefail
server=${TINCAN:-http://localhost:8080}
tomorrow=$(date -u -d '+1 day' +%Y-%m-%dT%H:00:00Z)
later=$(date -u -d '+1 day +1 hour' +%Y-%m-%dT%H:00:00Z)

api() { # METHOD PATH [curl options]
  curl --silent --show-error --fail-with-body -X "$1" "$server/api/v1$2" \
    -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' "${@:3}"
}

# The same Idempotency-Key twice makes one call, however often the network fails in between.
call=$(api POST /calls -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
  -d "{\"title\": \"Consultation\", \"startsAt\": \"$tomorrow\", \"zone\": \"Europe/Berlin\", \"lobby\": true}")
id=$(jq -r .id <<< "$call")

link=$(api POST "/calls/$id/links" -d '{"role": "guest", "name": "Ana"}')

# If-Match takes the revision of the call as we know it, so that nobody's change is lost.
revision=$(api GET "/calls/$id" | jq .revision)
api PATCH "/calls/$id" -H "If-Match: \"$revision\"" -d "{\"startsAt\": \"$later\"}" > /dev/null

echo "host: $(jq -r .hostLink <<< "$call")"
echo "Ana: $(jq -r .link <<< "$link")"
echo "starts: $(api GET "/calls/$id" | jq -r .startsAt)"
