import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { CopyButtonComponent } from '../../../ui/copy-button.component';

/** A code block with heading and copy button. */
@Component({
  selector: 'app-code-block',
  imports: [CopyButtonComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h3>{{ heading() }}</h3>
      <app-copy-button [text]="code()" />
    </div>
    <pre tabindex="0" role="region" [attr.aria-label]="heading()"><code>{{ code() }}</code></pre>
  `,
  styles: `
    :host {
      display: grid;
      /* One beside another is as high as that. */
      grid-template-rows: auto 1fr;
      gap: 8px;
      min-width: 0;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
    }
    pre {
      max-height: 420px;
      margin: 0;
      padding: 12px 16px;
      border-radius: 8px;
      background: var(--mat-sys-surface-container-highest);
      overflow: auto;
    }
  `,
})
export class CodeBlockComponent {
  readonly heading = input.required<string>();
  readonly code = input.required<string>();
}
