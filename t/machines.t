#!/bin/sh
# What differs from machine to machine: files of more than 2 GiB and times after 2038 where a long has 32 bits.
. t/lib.sh
need_perl

# ---- 32 bits -----------------------------------------------------------------------------------
mkdir t
program t/a 'exit 0'
program t/later 'exit 1'
touch -d 2040-01-01 t/later 2>/dev/null
if truncate -s 3G t/data.bin 2>/dev/null; then
	run --log=log t
	is "$(outcomes | tr '\n' ' ')" "t/a passed t/later failed " "a file of 3 GB beside the tests, and a test made in 2040"
	sound "a file of 3 GB beside the tests, and a test made in 2040"
	chmod +x t/data.bin
	bare --log=none t/data.bin
	is "$status" 1 "a file of 3 GB as a test: it cannot be started"
	rm t/data.bin
	truncate -s 3G log
	bare --replay log
	like "$status $(tail -n 1 "$out")" "1 1 passed, 1 failed, 0 skipped*" "a log of 3 GB is read"
else
	skip "files of 3 GB" "they cannot be made here"
fi
finish
