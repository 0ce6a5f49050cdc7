import type { Routes } from '@angular/router';
import { DiagnosticsComponent } from './diagnostics.component';

export const routes: Routes = [
  { path: '', title: 'Diagnostics', component: DiagnosticsComponent },
  { path: ':connectionId', title: 'Diagnostics', component: DiagnosticsComponent },
];
