#!/bin/sh
# Starts the server with the Node.js of this bundle. Some hosts unpack bundles without the right to execute files, so a
# host calls this script through /bin/sh, and it restores that right.
here=${0%/*}
[ -x "$here/node" ] || chmod u+x "$here/node"
exec "$here/node" -- "$here/dist/src/cli/main.js" "$@"
