/** The page is built by Vite from index.html; nothing is imported from this package. */
export {};
