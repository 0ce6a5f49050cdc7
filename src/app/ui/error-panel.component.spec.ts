import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ErrorPanelComponent } from './error-panel.component';
import { SubjectDirective } from './subject';

const message = signal('');

@Component({
  imports: [ErrorPanelComponent, SubjectDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<app-error-panel
    appSubject="Acme tenant"
    [problem]="{ message: message(), remedy: 'Wait.' }"
  />`,
})
class PageComponent {
  protected readonly message = message;
}

describe('ErrorPanelComponent', () => {
  for (const [shown, text] of [
    ['The server has a problem.', 'Acme tenant: The server has a problem.'],
    ['Acme tenant could not be reached.', 'Acme tenant could not be reached.'],
    ['No user is signed in to Acme tenant.', 'No user is signed in to Acme tenant.'],
  ] as const)
    it(`names its subject once: ${shown}`, async () => {
      message.set(shown);
      const fixture = TestBed.createComponent(PageComponent);
      await fixture.whenStable();
      const found = (fixture.nativeElement as HTMLElement).querySelector('.message')?.textContent;
      expect(found?.replace(/\s+/g, ' ').trim()).toBe(text);
    });
});
