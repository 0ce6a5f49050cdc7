// The parts of Material's module that `MaterialButtonDirective` loads.
export { MatButton, MatIconButton } from '@angular/material/button';
