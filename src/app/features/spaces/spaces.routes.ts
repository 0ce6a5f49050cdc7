import type { Routes } from '@angular/router';
import { SpaceListComponent } from './space-list.component';

export const routes: Routes = [
  {
    path: '',
    title: 'Spaces',
    // In the bundle of the routes: most users open the list first, and another bundle would cost a round trip.
    component: SpaceListComponent,
  },
  {
    path: ':spaceId',
    title: 'Space',
    loadComponent: () => import('./space-page.component').then((m) => m.SpacePageComponent),
  },
];
