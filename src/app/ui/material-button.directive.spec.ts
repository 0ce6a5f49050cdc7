import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MaterialButtonDirective } from './material-button.directive';

@Component({
  imports: [MaterialButtonDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isShown()) {
      <button appMaterialButton mat-stroked-button type="button" (click)="count()">{{ label() }}</button>
      <button appMaterialButton mat-icon-button type="button" aria-label="Menu"><i>=</i></button>
    }
  `,
})
class HostComponent {
  readonly isShown = signal(true);
  readonly label = signal('Try now');
  clicks = 0;

  count(): void {
    this.clicks += 1;
  }
}

async function show() {
  const fixture = TestBed.createComponent(HostComponent);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const [labeled, icon] = element.querySelectorAll('button');
  if (!labeled || !icon) throw new Error('There are no buttons.');
  const upgraded = async () => {
    for (let turn = 0; turn < 100 && !element.querySelector('.mat-mdc-icon-button'); turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await fixture.whenStable();
  };
  return { fixture, host: fixture.componentInstance, element, labeled, icon, upgraded };
}

describe('MaterialButtonDirective', () => {
  it('works before Material’s code is there, and keeps its focus and listeners when it is', async () => {
    const { fixture, host, labeled, icon, upgraded } = await show();
    labeled.focus();
    labeled.click();
    await upgraded();
    expect(labeled.classList).toContain('mat-mdc-outlined-button');
    expect(icon.classList).toContain('mat-mdc-icon-button');
    expect([labeled.textContent?.trim(), icon.textContent?.trim(), icon.ariaLabel]).toEqual([
      'Try now',
      '=',
      'Menu',
    ]);
    expect(document.activeElement).toBe(labeled);
    labeled.click();
    expect(host.clicks).toBe(2);
    host.label.set('Try again');
    await fixture.whenStable();
    expect(labeled.textContent?.trim()).toBe('Try again');
  });

  it('is gone with its view, also when the code arrives later', async () => {
    const { fixture, host, element, upgraded } = await show();
    host.isShown.set(false);
    await fixture.whenStable();
    expect(element.querySelector('button')).toBeNull();
    host.isShown.set(true);
    await fixture.whenStable();
    await upgraded();
    host.isShown.set(false);
    await fixture.whenStable();
    expect(element.querySelector('button')).toBeNull();
  });
});
