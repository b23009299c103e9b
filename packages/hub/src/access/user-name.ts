/** The form of names of accounts made in the app. */
export const USER_NAME = /^[a-zA-Z0-9_-]{3,50}$/;
export const USER_NAME_FORM = '3 to 50 letters, digits, _ or -';
