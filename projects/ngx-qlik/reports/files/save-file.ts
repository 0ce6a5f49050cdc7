import { ɵrunOutsideAngular as runOutsideAngular } from 'ngx-qlik';
import type { ExportedFile } from '../export-state';

/** How long the browser may take to begin with the file. */
const KEPT_MS = 60_000;

/** Saves a file with the browser's download, without leaving the page. */
export function saveFile({ name, content }: ExportedFile, document: Document): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  runOutsideAngular(() => setTimeout(() => URL.revokeObjectURL(address), KEPT_MS));
}
