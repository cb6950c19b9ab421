#!/usr/bin/env python3
"""The page at `/`, in a real browser: a decision is tried and its reasons are seen, by the keyboard alone.

Usage: page.py ROOT REGARD [SCREENSHOT.png]. Prints `SKIPPED: …` where there is no Chromium. What needs no browser is checked in any case: that the
page asks for nothing from elsewhere, that its policy allows nothing else, that every field has a label.
"""
import http.client
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import chromium
from server import served

root, regard = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
complaints = []


def check(holds, what):
    if not holds:
        complaints.append(what)


class Page(HTMLParser):
    """What a reader of the page's structure hears."""

    def __init__(self):
        super().__init__()
        self.ids, self.labelled, self.inputs, self.heads, self.addresses, self.scripts, self.open = [], set(), [], [], [], [], []
        self.language = None

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if "id" in has:
            self.ids.append(has["id"])
        if tag == "html":
            self.language = has.get("lang")
        if tag == "label":
            self.labelled.add(has.get("for"))
        if tag == "input":
            self.inputs.append((has["id"], "label" in self.open))
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))
        if tag == "th":
            check("scope" in has, "a table's head without a scope")
        self.addresses += [has[name] for name in ("src", "href", "action") if name in has]
        check(not any(name.startswith("on") or name == "style" for name in has), f"<{tag}> has a script or a style of its own")
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, f"</{tag}> closes nothing")
        self.open.pop()


def structure(text):
    page = Page()
    page.feed(text)
    check(page.language == "en", "the page says its language")
    check(len(page.ids) == len(set(page.ids)), "an id stands twice")
    check(page.heads[0] == 1 and all(b <= a + 1 for a, b in zip(page.heads, page.heads[1:])), f"headings {page.heads}")
    for field, within in page.inputs:
        check(within or field in page.labelled, f"{field} has no label")
    for address in page.addresses:
        check(re.fullmatch(r"/[a-z.]*|#[a-z]+", address) is not None, f"{address} is from elsewhere")
        check(not address.startswith("#") or address[1:] in page.ids, f"{address} leads nowhere")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer, answer.read().decode("utf-8")


with served(root, regard) as port:
    answer, html = get(port, "/")
    policy = answer.getheader("Content-Security-Policy")
    check(policy is not None and "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy, "the policy")
    structure(html)
    for path in ("/page.css", "/page.js"):
        answer, text = get(port, path)
        check(answer.status == 200 and "://" not in text, f"{path} names another place")
        check("innerHTML" not in text and "eval(" not in text, f"{path} writes markup")

    if chromium.executable() is not None:
        browser = chromium.Browser(f"http://127.0.0.1:{port}/")
        check(browser.until("document.querySelectorAll('#operations tr').length > 15"), "the operations are shown")
        check(browser.until("!document.getElementById('request').hidden"), "the request's fields are shown")
        check(browser.tab_to("customer"), "the keyboard leads to the customer")
        browser.ask("Input.insertText", text="bob")
        check(browser.tab_to("request-channel"), "the keyboard leads to the channel")
        browser.ask("Input.insertText", text="email")
        browser.key("Enter", 13, "\r")
        check(browser.until("!document.getElementById('answer').hidden"), "the answer is shown")
        check(browser.value("document.activeElement.id") == "offered-title", "whoever cannot see it is led to the answer")
        check("offered" in browser.value("document.getElementById('status').textContent"), "the answer is announced")
        check(browser.value("document.querySelectorAll('#offered li, #withheld tr').length") > 0, "actions and reasons are shown")
        picture = browser.screenshot()
        if len(sys.argv) > 3:
            Path(sys.argv[3]).write_bytes(picture)
        # What goes wrong is told.
        browser.value("document.getElementById('customer').value = 'nobody'; document.getElementById('form').requestSubmit()")
        check(browser.until("document.getElementById('status').className == 'wrong'"), "an unknown customer is told")
        said = [text for text in browser.complaints() if "404" not in text]
        check(not said, f"the console: {said}")
        browser.close()

for complaint in complaints:
    print(complaint)
if complaints:
    sys.exit(1)
if chromium.executable() is None:
    print("SKIPPED: there is no Chromium here, so that the page was not seen in a browser")
