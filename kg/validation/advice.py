"""What to do about each warning of the seed reader and of the audit, in English and Chinese; the warning itself says what is odd and where."""
from __future__ import annotations

ADVICE: dict[str, dict[str, str]] = {code: {"en": en, "zh": zh} for code, en, zh in (
    # kg.seeds: the header and the layout
    ("no_date_line", 'Add the line "Date: YYYY-MM-DD" to the header.', "请在文件头加一行“Date: YYYY-MM-DD”。"),
    ("date_form", "Write it as YYYY-MM-DD.", "请写作 YYYY-MM-DD。"),
    ("repeated_line", "Delete one of the two lines.", "两行中请删去一行。"),
    ("page_differs", "Look the page up, and correct the line that is wrong.", "请查对版次，改正有误的一行。"),
    ("no_page", 'Add the line "Page: N", or 第N版 below the heading, where the page is known.', "版次可考时，请加“Page: N”一行，或在标题下写“第N版”。"),
    ("no_title", 'Add a line "Title: …" to the header, or the heading "### …" above the original.',
     "请在文件头加“Title: …”一行，或在原文之上加标题行“### …”。"),
    ("no_header", "Add the header and the translation above, or delete the lines above the heading.", "请在上方补文件头与译文，或删去标题行以上各行。"),
    ("no_translation", "Add the translation, or delete the header above the original.", "请补译文，或删去原文上方的文件头。"),
    ("no_original", "Add the original, or delete the rule and the line that announces it.", "请补原文，或删去分隔线与其下的“Original:”行。"),
    ("no_original_line", 'Add the line "Original:" below the rule.', "请在分隔线下加“Original:”一行。"),
    ("no_rule", "Add a line <hr /> between the translation and the original.", "请在译文与原文之间加一行 <hr />。"),
    ("no_heading", 'Begin the original with a line "### " and its title.', "请以“### 标题”一行作原文的开头。"),
    ("stray_header", "Move the line to the header, or change its beginning if it is text.", "请将此行移入文件头；若是正文，请改其开头。"),
    ("full_width_colon", 'Write ":".', "请改用半角冒号“:”。"),
    ("unknown_header", "Delete the line, or move it below the header if it is text.", "请删去此行；若是正文，请移到文件头之下。"),
    ("unknown_line", "Delete the line, or move it below the column line if it is text.", "请删去此行；若是正文，请移到专栏行之下。"),
    ("language", "Put the English translation into the upper part, the Chinese original into the lower.", "请将英文译文置于上部，中文原文置于下部。"),
    # kg.seeds: the text
    ("byte_order_mark", "Save the file in UTF-8 without a byte-order mark.", "请存为不带 BOM 的 UTF-8。"),
    ("windows_line_ends", "Save the file with the line ends of Unix, or leave it.", "请存为 Unix 换行，或保留原样。"),
    ("lost_character", "Restore the characters from the original.", "请据原文补回这些字符。"),
    ("invisible_character", "Delete it.", "请删去。"),
    ("html_tag", "Delete the tags.", "请删去标签。"),
    ("html_entity", "Write the characters that the entities stand for.", "请改写为实体所代表的字符。"),
    ("repeated_paragraph", "Delete the paragraph where it was copied by mistake.", "若系误抄，请删去此段。"),
    ("mixed_language", "Put each language into its own part of the file.", "请将两种语言分置于各自的部分。"),
    ("breaks_off", "Compare the end with the original, and add what is missing.", "请与原文核对结尾，补足所缺。"),
    ("unbalanced_bracket", "Add the bracket that is missing, or delete the one that is too many.", "请补所缺的括号，或删去多余的括号。"),
    # kg.claims.audit
    ("translation-differs", "Correct the one that is wrong.", "请改正有误者。"),
    ("qualifier-differs", "Let the translation qualify the number as the original does.", "请使译文对数字的限定与原文一致。"),
    ("translation-adds", "Delete the number from the translation, or restore it in the original.", "请删去译文中的数字，或在原文中补回。"),
    ("translation-lacks", "Translate the number, if the translation is meant to be whole.", "译文若应完整，请译出此数。"),
    ("part-exceeds-whole", "Compare both numbers with the original.", "请与原文核对两数。"),
    ("parts-exceed-whole", "Compare the numbers with the original; parts that overlap may stand.", "请与原文核对各数；各项若有重叠，可不改。"),
    ("list-differs-from-sum", "Compare the numbers with the original; a total may count more than the list.", "请与原文核对各数；总数所计或多于所列。"),
    ("title-differs", "Compare both numbers with the original.", "请与原文核对两数。"),
)}
