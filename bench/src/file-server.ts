import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** The floor of downloads: Node's own HTTP server streaming one file, nothing else. */
const file = process.argv[2] ?? '';
const headers = { 'content-type': 'application/octet-stream', 'content-length': statSync(file).size };
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  pipeline(createReadStream(file), response, () => undefined);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
