#!/usr/bin/env python3
"""Adds up JUnit reports: prints what failed, then `N passed, N failed` (and `, N skipped`); exit 1 if anything failed."""
import sys
import xml.etree.ElementTree as ElementTree


def main(paths):
    passed = failed = skipped = 0
    for path in paths:
        suite = ElementTree.parse(path).getroot()
        tests = int(suite.get("tests", 0))
        if tests == 0:
            print(f"failed: {path}: no test ran", file=sys.stderr)
            failed += 1
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left_out = int(suite.get("skipped", 0)) + int(suite.get("disabled", 0))
        for case in suite.iter("testcase"):
            if case.get("status") == "fail" or case.find("failure") is not None:
                print(f"failed: {suite.get('name')}: {case.get('name')}", file=sys.stderr)
        passed += tests - bad - left_out
        failed += bad
        skipped += left_out
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
