/** The played people of an account, by their address on its channel. */

/** LINE user ids are `U` and 32 hex digits; phone numbers are taken from ranges set aside for fiction and tests. */
export function inventAddress(channel: string, number: number): string {
  switch (channel) {
    case 'line':
      return `U${number.toString(16).padStart(32, '0')}`;
    case 'sms':
    case 'whatsapp':
    case 'voice':
      return `+1202555${String(100 + (number % 100)).padStart(4, '0')}`;
    case 'webchat':
      return `visitor-${number}`;
    default:
      return `user-${number}`;
  }
}

/** The first address of the channel that is not among the known ones. */
export function nextAddress(channel: string, known: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const address = inventAddress(channel, number);
    if (!known.includes(address)) return address;
  }
}

/** Long ids in little room: both ends tell them apart. */
export function shortAddress(address: string): string {
  return address.length > 16 ? `${address.slice(0, 4)}…${address.slice(-4)}` : address;
}
