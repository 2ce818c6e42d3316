#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a WARC, gzipped record by record, of Telegram landing pages whose names are meant to break
readers.   usage: hostile_warc.py FILE.warc.gz"""
import gzip
import html
import sys

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Telegram: View @{handle}</title>
<meta property="og:title" content="{name}"><meta property="og:site_name" content="Telegram">
<meta property="al:ios:url" content="tg://resolve?domain={handle}"></head>
<body><div class="tgme_page">
<div class="tgme_page_title" dir="auto"><span dir="auto">{name}</span></div>
<div class="tgme_page_extra">1 234 subscribers</div>
<div class="tgme_page_description" dir="auto">{name}</div>
<div class="tgme_page_action"><a href="tg://resolve?domain={handle}">View in Telegram</a></div>
<div class="tgme_page_context_link_wrap"><a class="tgme_page_context_link" href="/s/{handle}">Preview channel</a></div>
</div></body></html>
"""
NAMES = (
    "</script><script>window.broken = 1</script>",
    "Harbour <b>&' ]]> birds",
    "طيور الميناء",
    "طيور الميناء \u202e gpj.exe",
    '"quoted", =1+1 {"url":"x"}',
    "港の天気 🐦",
)


def record(number, handle, name):
    body = PAGE.format(handle=handle, name=html.escape(name)).encode()
    http = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
            + str(len(body)).encode() + b"\r\n\r\n" + body)
    head = ("WARC/1.1\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Date: 2019-11-20T09:00:{number:02}Z\r\nWARC-Target-URI: https://t.me/{handle}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


with open(sys.argv[1], "wb") as out:
    for number, name in enumerate(NAMES, 1):
        out.write(record(number, f"harbour_terns_{number}", name))
