/** A button with an icon and a name that is not shown. */

import { Icon, type IconName } from './icons.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

export function IconButton({ icon, label, isDisabled = false, onClick }: IconButtonProps) {
  // Not the attribute `disabled`: the focus would be lost at the last photo.
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={isDisabled}
      onClick={isDisabled ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
