import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'one-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: 'Revenue',
})
export class OneLineComponent {}
