import { statSync } from 'node:fs';

/**
 * Warns of a file with secrets that other users can access. Does nothing on Windows, which has no file modes.
 * @param file a path that links are followed from
 * @param name what the file is, for the message, such as `QLIK_BACKEND_CONFIG`
 */
export function warnIfShared(
  file: string,
  { name, onWarning }: { readonly name: string; readonly onWarning: (warning: string) => void },
): void {
  if (process.platform === 'win32') return;
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) === 0) return;
  const written = (mode & 0o777).toString(8).padStart(3, '0');
  onWarning(
    `${name}: other users of this machine have access to ${file} (mode ${written}); take it away: chmod 600`,
  );
}
