import { get } from 'node:http';

const EVERY_MS = 500;
const LIMIT_MS = 10_000;

/** Requests the health of a backend from a separate process, where nothing else delays the response. Reports milliseconds; -1 without a response. */
function probe(port: number): void {
  const began = performance.now();
  const report = (ms: number): void => {
    process.send?.(ms);
    setTimeout(() => probe(port), EVERY_MS);
  };
  const request = get(
    { host: '127.0.0.1', port, path: '/health/live', agent: false, timeout: LIMIT_MS },
    (response) => {
      response.resume();
      response.once('close', () => report(response.statusCode === 200 ? performance.now() - began : -1));
    },
  );
  request.once('timeout', () => request.destroy());
  request.once('error', () => report(-1));
}

// Ends with the program that started it.
process.once('disconnect', () => process.exit(0));
probe(Number(process.argv[2]));
