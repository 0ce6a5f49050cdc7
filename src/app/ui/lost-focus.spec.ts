import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { KeepFocusDirective } from './keep-focus.directive';
import { LostFocus } from './lost-focus';

@Component({
  imports: [KeepFocusDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1 tabindex="-1">Page</h1>
    <div>
      <button id="before" [disabled]="shown() === 'nothing'">Before</button>
      <button id="own" [disabled]="shown() !== 'all'" (click)="shown.set('less')">
        Disabled by its click
      </button>
      <button id="after" [disabled]="shown() === 'nothing'">After</button>
    </div>
    <ul>
      @for (item of items(); track item) {
        <li>
          <button [id]="item" (click)="remove(item)">Remove</button>
        </li>
      }
    </ul>
    <details [open]="isOpen()">
      <summary id="summary">Choose</summary>
      <input id="choice" type="checkbox" (change)="isOpen.set(false)" />
    </details>
    @if (isPanelShown()) {
      <section><button id="close" (click)="isPanelShown.set(false)">Close</button></section>
    }
    <div>
      <button id="unwanted">Close</button>
      <p #status id="status" tabindex="-1">Signed out</p>
      <div [appKeepFocus]="status">
        @if (isRetryShown()) {
          <button id="retry" (click)="isRetryShown.set(false)">Try again</button>
        }
      </div>
    </div>
    <div id="part" role="group" tabindex="-1" aria-label="Part">
      <section>
        @if (isOnlyShown()) {
          <button id="only" (click)="isOnlyShown.set(false)">Try again</button>
        }
      </section>
      @if (isMoreShown()) {
        <button id="more">More</button>
      }
    </div>
    <button id="last">Last</button>
  `,
})
class PageComponent {
  readonly shown = signal<'all' | 'less' | 'nothing'>('all');
  readonly items = signal(['one', 'two']);
  readonly isOpen = signal(true);
  readonly isPanelShown = signal(true);
  readonly isRetryShown = signal(true);
  readonly isOnlyShown = signal(true);
  readonly isMoreShown = signal(false);

  constructor() {
    inject(LostFocus);
  }

  remove(item: string): void {
    this.items.update((items) => items.filter((each) => each !== item));
  }
}

describe('the focus on a page', () => {
  const show = async () => {
    const fixture = TestBed.createComponent(PageComponent);
    document.body.append(fixture.nativeElement as HTMLElement);
    await fixture.whenStable();
    const click = async (id: string) => {
      const control = document.getElementById(id);
      control?.focus();
      control?.click();
      await fixture.whenStable();
    };
    return { fixture, page: fixture.componentInstance, click };
  };
  const focused = () => document.activeElement?.id;

  afterEach(() => TestBed.resetTestingModule());

  it('moves to the next control when its control is disabled', async () => {
    const { click } = await show();
    await click('own');
    expect(focused()).toBe('after');
  });

  it('moves within the list when its item is removed, and out of it with the last one', async () => {
    const { click } = await show();
    await click('one');
    expect(focused()).toBe('two');
    await click('two');
    expect(document.activeElement).not.toBe(document.body);
  });

  it('moves to the target of a part that has its own, and to no other control', async () => {
    const { click } = await show();
    await click('retry');
    await Promise.resolve();
    expect(focused()).toBe('status');
  });

  for (const isMoreShown of [false, true])
    it(`stays in a part of the page that can have it: ${isMoreShown ? 'on its control' : 'on itself without a control'}`, async () => {
      const { page, click } = await show();
      page.isMoreShown.set(isMoreShown);
      await click('only');
      expect(focused()).toBe(isMoreShown ? 'more' : 'part');
    });

  it('moves to the summary of a closed chooser', async () => {
    const { click } = await show();
    await click('choice');
    expect(focused()).toBe('summary');
  });

  it('moves to the target also where a part of the page changes without a rendering of the application', async () => {
    const { fixture } = await show();
    document.getElementById('retry')?.focus();
    document.getElementById('retry')?.remove();
    await Promise.resolve();
    expect(focused()).toBe('status');
    document.getElementById('own')?.focus();
    document.getElementById('own')?.remove();
    await Promise.resolve();
    expect(focused()).toBe('before');
    await fixture.whenStable();
  });

  it('moves out of a removed section', async () => {
    const { click } = await show();
    await click('close');
    expect(document.activeElement).not.toBe(document.body);
  });

  it('stays where the user has moved it, or removed it', async () => {
    const { page, fixture, click } = await show();
    await click('own');
    document.getElementById('last')?.focus();
    page.shown.set('nothing');
    await fixture.whenStable();
    expect(focused()).toBe('last');
    document.getElementById('close')?.focus();
    document.getElementById('close')?.blur();
    await Promise.resolve();
    page.isPanelShown.set(false);
    await fixture.whenStable();
    expect(document.activeElement).toBe(document.body);
  });
});
