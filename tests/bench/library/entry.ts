// Libraries are published half compiled; the compiler has to be there before the first of them runs.
await import('@angular/compiler');
await import('./page.ts');
export {};
