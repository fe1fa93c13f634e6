/** Why a field of the entrance cannot be sent yet. */
export type Complaint = { kind: 'missing' } | { kind: 'email' } | { kind: 'short'; by: number };

export const PASSWORD_CHARS = 10;

export function checkEmail(email: string): Complaint | undefined {
  if (email.trim() === '') return { kind: 'missing' };
  // The server decides; this only catches a slip before the round trip.
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? undefined : { kind: 'email' };
}

export function checkNewPassword(password: string): Complaint | undefined {
  const length = [...password].length;
  return length >= PASSWORD_CHARS ? undefined : { kind: 'short', by: PASSWORD_CHARS - length };
}

export function checkFilled(text: string): Complaint | undefined {
  return text.trim() === '' ? { kind: 'missing' } : undefined;
}
