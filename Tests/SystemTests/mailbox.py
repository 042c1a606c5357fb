"""A mail server for the system tests: takes every mail over plain SMTP and appends it as one line to a file.

usage: mailbox.py FILE     prints the port that it listens on (127.0.0.1) on its first line
"""
import json
import socketserver
import sys

path = sys.argv[1]


class Mailbox(socketserver.StreamRequestHandler):
    def handle(self):
        self.answer("220 mailbox")
        for line in iter(self.rfile.readline, b""):
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"EHLO":
                self.answer("250 mailbox")
            elif verb == b"DATA":
                self.answer("354 go on")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                with open(path, "a", encoding="utf-8") as out:
                    out.write(json.dumps(mail.decode("utf-8", "replace")) + "\n")
                self.answer("250 taken")
            elif verb == b"QUIT":
                return self.answer("221 bye")
            else:
                self.answer("250 ok")

    def answer(self, line):
        self.wfile.write(line.encode() + b"\r\n")


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
