#!/usr/bin/env python3
def parse(s):
    return int(s)
parse("x")
