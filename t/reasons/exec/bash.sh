#!/bin/bash
set -u
echo "$no_such"
