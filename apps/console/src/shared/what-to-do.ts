/** What somebody can do about an answer of this status; null when its own sentence says all there is to say. */
export function whatToDo(status: number | null, isUnreachable: boolean): string | null {
  if (isUnreachable) return 'Check your connection; what you entered is still here.';
  switch (status ?? 0) {
    case 401:
      return 'Sign in again, then go on.';
    case 404:
      return 'It may not exist, or not be yours to see.';
    case 412:
      return 'Somebody else changed it meanwhile. Load it again and look at what is new before you save.';
    case 429:
    case 503:
      return 'Wait a moment and try again; nothing that was confirmed is lost.';
    case 500:
    case 502:
    case 504:
      return 'Try again. If it stays, give your administrator the reference below.';
    default:
      return null;
  }
}
