#!/usr/bin/env python3
import unittest
class Net(unittest.TestCase):
    def test_port(self):
        self.assertEqual(8, 80)
unittest.main()
