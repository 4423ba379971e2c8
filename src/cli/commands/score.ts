export const registerScore = (): void => undefined;
