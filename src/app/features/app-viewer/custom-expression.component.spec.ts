import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { AppSession } from 'ngx-qlik/qix';
import { settled } from 'ngx-qlik/testing';
import { CustomExpressionComponent } from './custom-expression.component';

async function check(expression: string) {
  let answer: (check: object) => void = () => undefined;
  const checkExpression = () => new Promise<object>((resolve) => (answer = resolve));
  const doc = { checkExpression };
  const appSession = {
    ...{ connectionId: 'acme', appId: 'sales', state: signal({ status: 'open' }) },
    ...{ doc: signal(doc), ready: Promise.resolve(doc) },
  } as unknown as AppSession;
  const fixture = TestBed.createComponent(CustomExpressionComponent);
  fixture.componentRef.setInput('appSession', appSession);
  const added: string[] = [];
  fixture.componentInstance.added.subscribe((each) => added.push(each));
  await fixture.whenStable();
  const input = (fixture.nativeElement as HTMLElement).querySelector('input');
  if (!input) throw new Error('There is no input.');
  input.value = expression;
  input.dispatchEvent(new Event('input'));
  await fixture.whenStable();
  const adding = (fixture.componentInstance as unknown as { add(event: Event): Promise<void> }).add(
    new Event('submit'),
  );
  await settled();
  return { fixture, added, adding, answer: () => answer({ qErrorMsg: '', qBadFieldNames: [] }) };
}

describe('CustomExpressionComponent', () => {
  it('adds an expression when the engine has checked it', async () => {
    const { added, adding, answer } = await check('=Sum(Sales)');
    expect(added).toEqual([]);
    answer();
    await adding;
    expect(added).toEqual(['Sum(Sales)']);
  });

  it('adds nothing to a table that the user has left meanwhile', async () => {
    const { fixture, added, adding, answer } = await check('Sum(Sales)');
    fixture.destroy();
    answer();
    await expectAsync(adding).toBeResolved();
    expect(added).toEqual([]);
  });
});
