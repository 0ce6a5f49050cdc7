import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Announcer } from './announcer';
import { IconComponent } from './icon.component';

type CopyState = 'ready' | 'copied' | 'refused';

const SHOWN_FOR_MS = 2500;

/** Copies a text to the clipboard and shows the result. */
@Component({
  selector: 'app-copy-button',
  imports: [IconComponent, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button mat-stroked-button type="button" (click)="copy()">
      <app-icon matButtonIcon [name]="state() === 'copied' ? 'check' : 'copy'" />
      {{ LABELS[state()] }}
    </button>
  `,
})
export class CopyButtonComponent {
  private readonly announcer = inject(Announcer);
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly text = input.required<string>();

  protected readonly state = signal<CopyState>('ready');
  protected readonly LABELS: Readonly<Record<CopyState, string>> = {
    ready: 'Copy',
    copied: 'Copied',
    refused: 'Select and copy by hand',
  };

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text());
      this.state.set('copied');
    } catch {
      // No permission or no secure context: the user can select the text on the page.
      this.state.set('refused');
    }
    this.announcer.announce(this.LABELS[this.state()]);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.state.set('ready'), SHOWN_FOR_MS);
  }
}
