"""Serves S3 from a folder, for tests: OpenStack Swift, its proxy with the S3 interface and its three stores, in one process.

usage: swift-s3.py DIR PORT ACCOUNT:USER SECRET_KEY BUCKET
"""
import os
import sys
import warnings

warnings.filterwarnings("ignore")
import eventlet

eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True, time=False)
from eventlet import wsgi
from swift.common import utils

directory, port, access_key, secret_key, bucket = sys.argv[1], int(sys.argv[2]), *sys.argv[3:6]
os.makedirs(os.path.join(directory, "disks", "disk"), exist_ok=True)
with open(os.path.join(directory, "swift.conf"), "w") as file:
    file.write("[swift-hash]\nswift_hash_path_suffix = tests\n")
utils.SWIFT_CONF_FILE = os.path.join(directory, "swift.conf")
utils.validate_hash_conf()

from swift.common.ring import RingBuilder
from swift.common.storage_policy import reload_storage_policies
from swift.common.swob import Request
from swift.common.wsgi import SwiftHttpProtocol, loadapp

reload_storage_policies()
account, user = access_key.split(":")
INNER = """[DEFAULT]
devices = {directory}/disks
mount_check = false
swift_dir = {directory}
log_name = {kind}
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY = """[DEFAULT]
swift_dir = {directory}
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
[filter:slo]
use = egg:swift#slo
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret_key} .admin
"""


def app_of(kind, text):
    path = os.path.join(directory, kind + ".conf")
    with open(path, "w") as file:
        file.write(text.format(kind=kind, directory=directory, account=account, user=user, secret_key=secret_key))
    return loadapp(path, global_conf={"log_requests": "false"})


def serve(sock, app):
    eventlet.spawn(wsgi.server, sock, app, open(os.devnull, "w"), protocol=SwiftHttpProtocol, log_output=False)


class Cache:
    """What memcached would hold; one process needs no server for it."""

    def __init__(self):
        self.kept = {}

    def get(self, key, raise_on_error=False):
        return self.kept.get(key)

    def set(self, key, value, serialize=True, time=0, **_):
        self.kept[key] = value

    def incr(self, key, delta=1, time=0):
        self.kept[key] = self.kept.get(key, 0) + delta
        return self.kept[key]

    def delete(self, key, server_key=None):
        self.kept.pop(key, None)


CACHE = Cache()


def with_cache(app):
    def call(env, start_response):
        env["swift.cache"] = CACHE
        return app(env, start_response)
    return call


for kind in ("account", "container", "object"):
    sock = eventlet.listen(("127.0.0.1", 0))
    ring = RingBuilder(2, 1, 0)
    ring.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": sock.getsockname()[1],
                  "device": "disk", "weight": 1.0})
    ring.rebalance()
    ring.get_ring().save(os.path.join(directory, kind + ".ring.gz"))
    serve(sock, app_of(kind, INNER))
proxy = with_cache(app_of("proxy", PROXY))
made = Request.blank("/v1/AUTH_%s/%s" % (account, bucket),
                     environ={"REQUEST_METHOD": "PUT", "swift.authorize_override": True,
                              "swift.authorize": lambda request: None}).get_response(proxy)
if made.status_int not in (201, 202):
    sys.exit("the bucket was not made: %s" % made.status)
# Listens last: who is answered finds everything ready.
serve(eventlet.listen(("127.0.0.1", port)), proxy)
while True:
    eventlet.sleep(3600)
