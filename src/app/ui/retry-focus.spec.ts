import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ErrorPanelComponent } from './error-panel.component';
import { KeepFocusDirective } from './keep-focus.directive';
import { LostFocus } from './lost-focus';

type Shown = 'failed' | 'loading' | 'done';

@Component({
  imports: [ErrorPanelComponent, KeepFocusDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main>
      <h1 #heading tabindex="-1">Page</h1>
      <input id="other" />
      <div [appKeepFocus]="heading">
        @switch (shown()) {
          @case ('failed') {
            <app-error-panel [problem]="PROBLEM" (retry)="shown.set('loading')" />
          }
          @case ('loading') {
            <p>Loading …</p>
          }
        }
      </div>
      <section>
        @if (isOtherShown()) {
          <app-error-panel [problem]="PROBLEM" />
        }
      </section>
    </main>
  `,
})
class PageComponent {
  protected readonly PROBLEM = { message: 'The server is down.', remedy: 'Wait.' };
  readonly shown = signal<Shown>('failed');
  readonly isOtherShown = signal(false);

  constructor() {
    inject(LostFocus);
  }
}

describe('the focus after a retry', () => {
  const show = async () => {
    const fixture = TestBed.createComponent(PageComponent);
    const element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
    const retry = () => element.querySelector<HTMLButtonElement>('div button');
    const go = async (shown: Shown) => {
      fixture.componentInstance.shown.set(shown);
      fixture.detectChanges();
      await fixture.whenStable();
    };
    const press = async () => {
      retry()?.focus();
      retry()?.click();
      await go('loading');
    };
    return { element, page: fixture.componentInstance, retry, go, press };
  };
  const focused = () => document.activeElement;

  it('goes to the heading while it is loading, and back to the button when that fails again', async () => {
    const { retry, go, press } = await show();
    for (let attempt = 1; attempt <= 2; attempt++) {
      await press();
      expect(focused()?.textContent).toBe('Page');
      await go('failed');
      expect(focused()).toBe(retry());
    }
  });

  it('stays on the heading after a success', async () => {
    const { go, press } = await show();
    await press();
    await go('done');
    expect(focused()?.textContent).toBe('Page');
  });

  it('stays where the user has gone meanwhile', async () => {
    const { element, go, press } = await show();
    await press();
    element.querySelector('input')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));
    element.querySelector('input')?.focus();
    await go('failed');
    expect(focused()?.id).toBe('other');
  });

  it('does not go to an error in another place', async () => {
    const { page, go, press } = await show();
    await press();
    page.isOtherShown.set(true);
    await go('done');
    expect(focused()?.textContent).toBe('Page');
  });
});
