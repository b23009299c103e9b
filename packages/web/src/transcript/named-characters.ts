/**
 * Takes the place of `decode-named-character-reference` in the page (see vite.config.ts): its form for browsers decodes
 * `&amp;` by innerHTML, which our content security policy forbids, and its other form is a list of 37 KB. These are the
 * names that people and models write; any other stays as it was written.
 */
const NAMED = new Map<string, string>([['nbsp', '\u00A0']]);
const WRITTEN =
  'amp & AMP & lt < LT < gt > GT > quot " QUOT " apos \' lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ laquo « raquo » ' +
  'lsaquo ‹ rsaquo › ndash – mdash — hellip … bull • middot · para ¶ sect § dagger † Dagger ‡ iexcl ¡ iquest ¿ ' +
  'copy © COPY © reg ® REG ® trade ™ cent ¢ pound £ yen ¥ euro € curren ¤ deg ° micro µ ordf ª ordm º ' +
  'sup1 ¹ sup2 ² sup3 ³ frac14 ¼ frac12 ½ frac34 ¾ permil ‰ prime ′ Prime ″ ' +
  'plusmn ± times × divide ÷ minus − lowast ∗ radic √ infin ∞ prop ∝ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ ' +
  'sim ∼ cong ≅ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ ' +
  'forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋ prod ∏ sum ∑ not ¬ ' +
  'larr ← uarr ↑ rarr → darr ↓ harr ↔ crarr ↵ lArr ⇐ uArr ⇑ rArr ⇒ dArr ⇓ hArr ⇔ check ✓ cross ✗ star ☆ starf ★ ' +
  'Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Theta Θ Lambda Λ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω ' +
  'alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ ' +
  'sigma σ sigmaf ς tau τ upsilon υ phi φ chi χ psi ψ omega ω ' +
  'Agrave À Aacute Á Acirc Â Atilde Ã Auml Ä Aring Å AElig Æ Ccedil Ç Egrave È Eacute É Ecirc Ê Euml Ë Iacute Í ' +
  'Ntilde Ñ Oacute Ó Ocirc Ô Otilde Õ Ouml Ö Oslash Ø Uacute Ú Ucirc Û Uuml Ü szlig ß agrave à aacute á acirc â ' +
  'atilde ã auml ä aring å aelig æ ccedil ç egrave è eacute é ecirc ê euml ë igrave ì iacute í icirc î iuml ï ntilde ñ ' +
  'ograve ò oacute ó ocirc ô otilde õ ouml ö oslash ø ugrave ù uacute ú ucirc û uuml ü yuml ÿ OElig Œ oelig œ ' +
  'lpar ( rpar ) lsqb [ lbrack [ rsqb ] rbrack ] lcub { lbrace { rcub } rbrace } verbar | vert | bsol \\ sol / colon : semi ; ' +
  'comma , period . excl ! quest ? num # dollar $ percnt % ast * plus + equals = commat @ Hat ^ lowbar _ grave `';
const words = WRITTEN.split(' ');
for (const [index, name] of words.entries()) if (index % 2 === 0) NAMED.set(name, words[index + 1] ?? '');

/** The character of a name without `&` and `;`; false when it is not one of those above. */
export function decodeNamedCharacterReference(name: string): string | false {
  return NAMED.get(name) ?? false;
}
