import { ANIMATION_MODULE_TYPE, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import type { AppSession, AppSessionState } from 'ngx-qlik/qix';
import { settled } from 'ngx-qlik/testing';
import { BookmarkMenuComponent } from './bookmark-menu.component';

/** How the engine answers. */
type Answer = 'done' | 'refused';

interface Call {
  readonly id: string;
  readonly answer: (answer: Answer) => void;
}

/** An app with bookmarks, whose engine answers each call when a test says so. */
class AppWithBookmarks {
  titles: readonly string[];
  readonly deletions: Call[] = [];
  readonly creations: Call[] = [];
  /** Waits before the list is created. */
  list: () => Promise<void> = () => Promise.resolve();
  private readonly state = signal<AppSessionState>({ status: 'open' });
  private readonly changed: (() => void)[] = [];

  constructor(...titles: readonly string[]) {
    this.titles = titles;
  }

  readonly appSession = {
    connectionId: 'acme',
    appId: 'sales',
    state: this.state,
    doc: signal({
      createSessionObject: async () => {
        await this.list();
        return {
          id: 'list',
          on: (event: string, listener: () => void) => event === 'changed' && this.changed.push(listener),
          removeListener: () => undefined,
          getLayout: () => Promise.resolve({ qBookmarkList: { qItems: this.titles.map(toItem) } }),
        };
      },
      destroySessionObject: () => Promise.resolve(true),
      destroyBookmark: (id: string) =>
        this.answered(this.deletions, id, () => this.titles.filter((title) => title !== id)),
      createBookmark: async ({ qMetaDef: { title } }: { readonly qMetaDef: { readonly title: string } }) => {
        await this.answered(this.creations, title, () => [...this.titles, title]);
        return { id: title };
      },
    }),
    resume: () => undefined,
  } as unknown as AppSession;

  private answered(calls: Call[], id: string, titles: () => readonly string[]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const answer = (given: Answer) => {
        calls.splice(calls.indexOf(call), 1);
        if (given === 'refused') return reject(new Error('Refused.'));
        this.titles = titles();
        this.changed.forEach((listener) => listener());
        resolve(true);
      };
      const call = { id, answer };
      calls.push(call);
    });
  }
}

function toItem(title: string) {
  return { qInfo: { qId: title }, qMeta: { title } };
}

async function show(app: AppWithBookmarks) {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    providers: [{ provide: ANIMATION_MODULE_TYPE, useValue: 'NoopAnimations' }],
  });
  const fixture = TestBed.createComponent(BookmarkMenuComponent);
  const element = fixture.nativeElement as HTMLElement;
  document.body.append(element);
  fixture.componentRef.setInput('appSession', app.appSession);
  const actions: Promise<string>[] = [];
  fixture.componentInstance.action.subscribe((action) =>
    actions.push(
      action.then(
        () => 'done',
        () => 'failed',
      ),
    ),
  );
  const settle = async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await settled();
      await fixture.whenStable();
    }
  };
  await settle();
  const press = async (name: string, within: ParentNode = document) => {
    const nameOf = (each: Element) => each.getAttribute('aria-label') ?? each.textContent?.trim();
    // A menu that closes is there for a moment.
    const button = [...within.querySelectorAll<HTMLElement>('button')]
      .filter((each) => nameOf(each) === name)
      .at(-1);
    button?.click();
    await settle();
    return button !== undefined;
  };
  const close = async () => {
    document.querySelector<HTMLElement>('.cdk-overlay-backdrop')?.click();
    await settle();
  };
  /** Returns the bookmarks that the menu has. */
  const readMenu = async () => {
    await press('Bookmarks', element);
    const items = [...document.querySelectorAll('[role=menuitem]:not([aria-label])')];
    await close();
    const texts = items.map(({ textContent }) => textContent?.trim() ?? '');
    return texts.filter((each) => each !== 'Save the present selections …' && each !== 'Delete');
  };
  const remove = async (title: string) => {
    await press('Bookmarks', element);
    await press('Delete');
    const isThere = await press(`Delete the bookmark ${title}`);
    if (!isThere) await close();
    return isThere;
  };
  const save = async (title: string) => {
    await press('Bookmarks', element);
    await press('Save the present selections …');
    const input = element.querySelector('input');
    if (!input) throw new Error('There is no input.');
    input.value = title;
    await press('Save', element);
    return input;
  };
  const text = () => element.textContent?.trim().replaceAll(/\s+/g, ' ') ?? '';
  return { fixture, element, actions, settle, press, readMenu, remove, save, text };
}

describe('a deletion in the menu of bookmarks', () => {
  it('that Qlik refuses gives the bookmark back, to be deleted again', async () => {
    const app = new AppWithBookmarks('Mine');
    const { press, remove, text, settle, actions, readMenu } = await show(app);
    for (const answer of ['refused', 'refused', 'done'] as const) {
      expect(await remove('Mine')).toBeTrue();
      expect(text()).toContain('“Mine” will be deleted');
      await press('Delete now');
      expect(text()).toContain('“Mine” is being deleted');
      app.deletions[0]?.answer(answer);
      await settle();
      expect(text()).not.toContain('Mine');
      expect(await readMenu()).toEqual(answer === 'done' ? [] : ['Mine']);
    }
    expect(await Promise.all(actions)).toEqual(['failed', 'failed', 'done']);
  });

  it('is never without a call or a way back, whatever the user does and Qlik answers', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('remove' as const), title: fc.constantFrom('A', 'B', 'C') }),
      fc.record({ do: fc.constantFrom('now' as const, 'undo' as const) }),
      fc.record({
        do: fc.constant('answer' as const),
        which: fc.nat(2),
        isRefused: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const app = new AppWithBookmarks('A', 'B', 'C');
        const { fixture, press, remove, text, settle, readMenu } = await show(app);
        for (const each of steps) {
          if (each.do === 'remove') await remove(each.title);
          else if (each.do === 'now') await press('Delete now');
          else if (each.do === 'undo') await press('Undo');
          else if ('which' in each)
            app.deletions[each.which % app.deletions.length]?.answer(each.isRefused ? 'refused' : 'done');
          await settle();
          const [, final] = /“(.)” is being deleted/.exec(text()) ?? [];
          const [, pending] = /“(.)” will be deleted/.exec(text()) ?? [];
          const called = app.deletions.map(({ id }) => id);
          expect(new Set(called).size).withContext('one call for each').toBe(called.length);
          if (final !== undefined) expect(called).toContain(final);
          if (pending !== undefined) expect(called).not.toContain(pending);
          const gone = [...called, pending];
          const left = app.titles.filter((title) => !gone.includes(title));
          expect(await readMenu()).toEqual(left);
        }
        fixture.destroy();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('a bookmark that is saved', () => {
  it('keeps its name until Qlik has it, and after a failure', async () => {
    const app = new AppWithBookmarks();
    const { press, save, settle, text, element, actions } = await show(app);
    const input = await save('  Mine ');
    expect(text()).toContain('Saving the bookmark …');
    await press('Save', element);
    expect(app.creations.map(({ id }) => id)).toEqual(['Mine']);
    app.creations[0]?.answer('refused');
    await settle();
    expect([input.isConnected, input.value]).toEqual([true, '  Mine ']);
    expect(text()).not.toContain('Saving');
    await press('Save', element);
    app.creations[0]?.answer('done');
    await settle();
    expect(element.querySelector('input')).toBeNull();
    expect(await Promise.all(actions)).toEqual(['failed', 'done']);
  });

  it('waits for the app, and is not saved when that is canceled', async () => {
    for (const isCanceled of [false, true]) {
      const app = new AppWithBookmarks();
      let open: () => void = () => undefined;
      app.list = () => new Promise((resolve) => (open = resolve));
      const { press, save, settle, text, element, actions, fixture } = await show(app);
      await save('Mine');
      expect(text()).toContain('The bookmark is saved as soon as the app is ready …');
      if (isCanceled) await press('Cancel', element);
      open();
      await settle();
      expect(app.creations.map(({ id }) => id)).toEqual(isCanceled ? [] : ['Mine']);
      app.creations[0]?.answer('done');
      await settle();
      expect(await Promise.all(actions)).toEqual(['done']);
      fixture.destroy();
    }
  });

  it('keeps its form while Qlik saves it, whatever key is pressed', async () => {
    const app = new AppWithBookmarks();
    const { save, settle, text, element } = await show(app);
    const input = await save('First');
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle();
    expect([input.isConnected, input.value]).toEqual([true, 'First']);
    expect(text()).toContain('Saving the bookmark …');
    app.creations[0]?.answer('done');
    await settle();
    expect(element.querySelector('input')).toBeNull();
  });

  it('is shown until it is saved, and loses no name that is written meanwhile', async () => {
    const step = fc.constantFrom('write', 'save', 'cancel', 'escape', 'done', 'refused', 'ready');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const app = new AppWithBookmarks();
        let ready: () => void = () => undefined;
        const whenReady = new Promise<void>((resolve) => (ready = resolve));
        app.list = () => whenReady;
        const { press, settle, text, element, fixture } = await show(app);
        const input = () => element.querySelector('input');
        let written: string | undefined;
        for (const [index, each] of steps.entries()) {
          const isSent = app.creations.length > 0;
          if (each === 'write') {
            await press('Bookmarks', element);
            await press('Save the present selections …');
            const field = input()!;
            if (!field.readOnly) field.value = written = `Name ${index}`;
          } else if (each === 'save') await press('Save', element);
          else if (each === 'ready') ready();
          else if (each === 'cancel' || each === 'escape') {
            if (each === 'cancel') await press('Cancel', element);
            else input()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
            if (!isSent) written = undefined;
          } else if (isSent) {
            app.creations[0]?.answer(each);
            if (each === 'done') written = undefined;
          }
          await settle();
          expect(input()?.value).toBe(written);
          expect(app.creations.length).toBeLessThan(2);
          expect(text().includes('Saving the bookmark …')).toBe(app.creations.length > 0);
        }
        fixture.destroy();
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is not awaited any more in another app', async () => {
    const app = new AppWithBookmarks();
    app.list = () => new Promise(() => undefined);
    const { save, fixture, actions } = await show(app);
    await save('Mine');
    fixture.destroy();
    expect(await Promise.all(actions)).toEqual(['done']);
    expect(app.creations).toEqual([]);
  });
});
