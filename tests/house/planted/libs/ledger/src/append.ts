export const append = (text: string): string => text;
