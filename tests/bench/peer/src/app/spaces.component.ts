import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { environment } from './environment';

interface Space {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description?: string;
}

@Component({
  selector: 'app-spaces',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Spaces</h2>
    @if (spaces(); as found) {
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>Description</th>
          </tr>
        </thead>
        <tbody>
          @for (space of found; track space.id) {
            <tr>
              <td>{{ space.name }}</td>
              <td>{{ space.type }}</td>
              <td>{{ space.description }}</td>
            </tr>
          }
        </tbody>
      </table>
    } @else {
      <p>Loading …</p>
    }
  `,
})
export class SpacesComponent {
  protected readonly spaces = signal<readonly Space[] | undefined>(undefined);

  constructor() {
    inject(HttpClient)
      .get<{ data: readonly Space[] }>(`${environment.tenant}/api/v1/spaces`, {
        params: { limit: 50, sort: '+name' },
      })
      .subscribe(({ data }) => this.spaces.set(data));
  }
}
