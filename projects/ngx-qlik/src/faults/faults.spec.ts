import { CALL_PROOFS } from './testing/call-proofs';
import { BESIDE, FaultedPage, loadParts } from './testing/faulted-page';
import { PAGE_PROOFS } from './testing/page-proofs';
import type { Proof, Proofs } from './testing/proofs';
import { PROVED_OUTCOMES, type ProvedFault, type ProvedOutcome } from './testing/proved-outcomes';
import { SOCKET_PROOFS } from './testing/socket-proofs';

/** With zone.js each takes five times as long, and what it adds is the same for all auth types. */
const isWithZone = 'Zone' in globalThis;

const PROOFS: Proofs = { ...CALL_PROOFS, ...SOCKET_PROOFS, ...PAGE_PROOFS };

for (const [fault, outcomes] of Object.entries(PROVED_OUTCOMES)) {
  describe(fault, () => {
    let page: FaultedPage | undefined;

    beforeAll(loadParts);
    afterEach(() => {
      page?.close();
      page = undefined;
    });

    for (const [name, { types }] of Object.entries<ProvedOutcome>(outcomes)) {
      const proofs: Readonly<Record<string, Proof>> = PROOFS[fault as ProvedFault];
      for (const type of isWithZone ? types.slice(0, 1) : types) {
        it(type, async () => {
          const isBeside = name === 'unaffected' && fault.startsWith('one connection');
          page = new FaultedPage(type, {
            loadsScript: fault.startsWith('runtime'),
            hasSameSetup: fault.startsWith('two tenants'),
            ...(isBeside && { beside: BESIDE }),
          });
          await page.open();
          await proofs[name]?.(page);
        });
      }
    }
  });
}
