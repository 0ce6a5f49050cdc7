import type { Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { QlikError } from 'ngx-qlik';
import { QixSessions } from 'ngx-qlik/qix';
import type { EnginePage } from '../../qix/engine-page.spec';
import type { EmbedBase } from '../embed-base';

/** Inputs of an embed, by name. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What each embed has. */
export type AnyEmbed = Pick<EmbedBase<unknown>, 'ready' | 'failed' | 'state'>;

/** Call it in `describe`: creates embeds in a page, and records what they emit in each spec. */
export function useEmbeds(page: Pick<EnginePage, 'settle'>) {
  const failures: QlikError[] = [];
  const apis: unknown[] = [];

  // Loaded lazily, which takes longer than `settle` waits.
  beforeAll(() => import('../frame/embed-controller'));

  beforeEach(() => {
    failures.length = 0;
    apis.length = 0;
  });

  const settle = async (fixture: ComponentFixture<unknown>): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) {
      fixture.detectChanges();
      await page.settle();
    }
    fixture.detectChanges();
  };
  const set = (fixture: ComponentFixture<unknown>, inputs: Inputs): void => {
    Object.entries(inputs).forEach(([name, value]) => fixture.componentRef.setInput(name, value));
  };
  /** Creates an embed of the connection `a`. */
  const create = async <C extends AnyEmbed>(type: Type<C>, inputs: Inputs): Promise<ComponentFixture<C>> => {
    const fixture = TestBed.createComponent<C>(type);
    TestBed.inject(QixSessions);
    set(fixture, { connectionId: 'a', ...inputs });
    fixture.componentInstance.failed.subscribe((error) => failures.push(error));
    fixture.componentInstance.ready.subscribe((api) => apis.push(api));
    await settle(fixture);
    return fixture;
  };
  return { failures, apis, settle, set, create };
}
