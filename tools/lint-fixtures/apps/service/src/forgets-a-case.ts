// fails: @typescript-eslint/switch-exhaustiveness-check
export function isOver(status: 'open' | 'final' | 'held'): boolean {
  switch (status) {
    case 'final':
      return true;
    case 'open':
      return false;
  }
  return false;
}
