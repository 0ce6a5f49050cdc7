import type { Routes } from '@angular/router';
import { SpaceListComponent } from './space-list.component';

export const routes: Routes = [
  {
    path: '',
    title: 'Spaces',
    // In the bundle of the routes: most come for the list, and a bundle of its own would be one more round trip.
    component: SpaceListComponent,
  },
  {
    path: ':spaceId',
    title: 'Space',
    loadComponent: () => import('./space-page.component').then((m) => m.SpacePageComponent),
  },
];
