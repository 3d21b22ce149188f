#!/bin/sh
set -e
no_such_command --now
