import {
  ChangeDetectionStrategy,
  Component,
  computed,
  Directive,
  inject,
  InjectionToken,
  input,
} from '@angular/core';

/** What the alerts and states of a part of the page are about. */
export interface Subject {
  name(): string;
}

/** For parts that Angular does not create inside an `appSubject`. */
export const SUBJECT = new InjectionToken<Subject>('SUBJECT');

/** Names what the alerts and states inside are about, where a page shows several of a kind, such as connections. */
@Directive({ selector: '[appSubject]', providers: [{ provide: SUBJECT, useExisting: SubjectDirective }] })
export class SubjectDirective implements Subject {
  readonly name = input.required<string>({ alias: 'appSubject' });
}

/**
 * The name of the subject, before the text of an alert or a state; empty where the page has one subject only, and where the text contains
 * the name.
 */
@Component({
  selector: 'app-subject',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isShown()) {
      {{ subject?.name() }}:
    }
  `,
})
export class SubjectComponent {
  protected readonly subject = inject(SUBJECT, { optional: true });
  /** The text that follows, if it may contain the name. */
  readonly before = input('');

  protected readonly isShown = computed(
    () => this.subject !== null && !this.before().includes(this.subject.name()),
  );
}
