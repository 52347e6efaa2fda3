"""Runs the tester's rosbridge_websocket so that it listens on loopback only: its own address option is ignored by the ROS 1 branch."""
import runpy
import sys

from twisted.internet import reactor

listen = reactor.listenTCP
reactor.listenTCP = lambda port, factory, backlog=50, interface="": listen(port, factory, backlog, "127.0.0.1")
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
