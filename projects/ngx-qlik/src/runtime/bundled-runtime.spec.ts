import { TestBed } from '@angular/core/testing';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { BundledRuntime } from './bundled-runtime';
import { QLIK_BUNDLED_RUNTIME_ADDRESS } from './bundled-runtime-address';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';

/** A file with that content, without a network. */
const serve = (script: string) => URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));

function begin(address?: string): BundledRuntime {
  TestBed.configureTestingModule({
    providers: [
      { provide: QLIK_RUNTIME_TIME_LIMITS, useValue: { script: 1000, module: 1000 } },
      ...(address === undefined ? [] : [{ provide: QLIK_BUNDLED_RUNTIME_ADDRESS, useValue: address }]),
    ],
  });
  return TestBed.inject(BundledRuntime);
}

describe('BundledRuntime', () => {
  it('has what opens apps, without being the page’s runtime', async () => {
    const bundled = begin(serve('export const auth = { name: "auth" }; export const qix = { name: "qix" };'));
    const [main, again] = await Promise.all([bundled.load(), bundled.load()]);
    expect(main).toBe(again);
    expect(await main.import('auth@v1')).toEqual({ name: 'auth' });
    expect(await main.import('qix@v1')).toEqual({ name: 'qix' });
    await expectAsync(main.import('embed-vanilla@v1')).toBeRejectedWithError(/no module "embed-vanilla@v1"/);
    expect(window.QlikMain).toBeUndefined();
  });

  it('says how to bring it along when it is not there, and asks again next time', async () => {
    const bundled = begin();
    const errors = [await qlikErrorOf(bundled.load()), await qlikErrorOf(bundled.load())];
    expect(errors.map(({ code, isRetryable }) => [code, isRetryable])).toEqual([
      ['runtime-unreachable', true],
      ['runtime-unreachable', true],
    ]);
    expect(errors[0]?.message).toContain(`${location.origin}/qlik-runtime/qlik-client.js `);
    expect(errors[0]?.remedy).toContain('angular.json');
    expect(errors[1]?.message).toContain('?attempt=2');
  });

  it('takes nothing else for it', async () => {
    expect((await qlikErrorOf(begin(serve('export const auth = {};')).load())).code).toBe(
      'runtime-unreachable',
    );
  });

  it('does not wait for ever', async () => {
    const bundled = begin(serve('export const auth = await new Promise(() => {}); export const qix = {};'));
    jasmine.clock().install();
    try {
      const waiting = qlikErrorOf(bundled.load());
      jasmine.clock().tick(1000);
      expect((await waiting).code).toBe('runtime-timeout');
    } finally {
      jasmine.clock().uninstall();
    }
  });
});
