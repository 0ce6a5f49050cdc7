import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikError } from 'ngx-qlik';
import { ListStateComponent } from './list-state.component';

/** A list that is being fetched, until a test says how that ends. */
class FakeList {
  private readonly value = signal<string | undefined>(undefined);
  readonly error = signal<QlikError | undefined>(undefined);
  readonly reload = jasmine.createSpy('reload').and.callFake(() => (this.error.set(undefined), true));

  hasValue(): never {
    return (this.value() !== undefined) as never;
  }

  resolve(): void {
    this.value.set('x');
  }

  fail(message: string): void {
    this.error.set(new QlikError('engine-error', message, { remedy: 'Ask the owner.' }));
  }
}

async function show(empty = '') {
  const lists = [new FakeList(), new FakeList()] as const;
  const fixture = TestBed.createComponent(ListStateComponent);
  fixture.componentRef.setInput('lists', lists);
  fixture.componentRef.setInput('things', 'fields');
  fixture.componentRef.setInput('empty', empty);
  const element = fixture.nativeElement as HTMLElement;
  const text = async () => {
    await fixture.whenStable();
    return element.textContent?.trim().replaceAll(/\s+/g, ' ');
  };
  return { lists, fixture, element, text };
}

describe('ListStateComponent', () => {
  it('says that the lists are being fetched, until all are there', async () => {
    const { lists, text } = await show();
    expect(await text()).toBe('Fetching the fields …');
    lists[0].resolve();
    expect(await text()).toBe('Fetching the fields …');
    lists[1].resolve();
    expect(await text()).toBe('');
  });

  it('says nothing of that beside something else, but of a retry', async () => {
    const { lists, fixture, element, text } = await show();
    fixture.componentRef.setInput('isQuiet', true);
    expect(await text()).toBe('');
    lists[0].fail('Refused.');
    expect(await text()).toContain('Refused.');
    element.querySelector('button')?.click();
    expect(await text()).toBe('Fetching the fields …');
  });

  it('says that there is nothing in them once they are there', async () => {
    const { lists, text } = await show('No fields');
    expect(await text()).toBe('Fetching the fields …');
    for (const list of lists) list.resolve();
    expect(await text()).toBe('No fields');
  });

  it('says why one could not be fetched, and fetches that one again', async () => {
    const { lists, element, text } = await show('No fields');
    lists[0].resolve();
    lists[1].fail('Refused.');
    expect(await text()).toMatch(/^The fields could not be fetched\. Refused\. Ask the owner\. Try again/);
    element.querySelector('button')?.click();
    expect(lists.map(({ reload }) => reload.calls.count())).toEqual([0, 1]);
    expect(await text()).toBe('Fetching the fields …');
  });
});
