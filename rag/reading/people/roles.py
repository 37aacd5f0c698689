"""Words for what people are: offices, professions, titles, and what they tell of he and she."""

import re

# Nouns that say what one person is, so that "the senator" may mean somebody named before, and
# "chief economist at X" after a name is a role.
ROLE_NOUNS = frozenset(
    """activist actor actress administrator admiral adviser advisor agent aide ally ambassador
    analyst anchor archbishop architect artist astronaut attorney author banker billionaire bishop
    boss broadcaster businessman businesswoman candidate captain cardinal cashier ceo chair
    chairman chairperson chairwoman chancellor chef chief clerk co-author co-chair co-director
    co-founder co-host co-owner coach columnist comedian commander commentator commissioner
    congressman congresswoman consultant contender coordinator correspondent councilman
    councilmember councilwoman counsel counselor creator critic defender delegate demographer
    deputy designer detective developer diplomat director doctor driver economist editor
    entrepreneur envoy epidemiologist executive expert farmer fellow filmmaker financier founder
    frontrunner front-runner general geologist governor graduate head historian host inspector
    investigator investor journalist judge justice king lawmaker lawyer leader lecturer lieutenant
    lobbyist magistrate magnate major manager marshal mayor meteorologist minister mogul moderator
    mother father son daughter brother sister wife husband widow nurse musician negotiator
    neurosurgeon nominee novelist officer official operative organizer owner owner pastor physician
    physicist pilot player poet policeman politician pollster pope premier president priest prince
    princess principal producer professor prosecutor psychiatrist psychologist publisher queen
    quarterback rapper rector representative republican democrat reporter researcher resident
    scholar scientist secretary senator sergeant sheriff singer sociologist solicitor soldier
    speaker spokesman spokesperson spokeswoman star strategist student superintendent supporter
    surgeon surrogate survivor teacher technician treasurer trustee tycoon undersecretary
    photojournalist
    veteran victim vice-president virologist volunteer voter whip winner witness worker
    writer""".split()
)
# Titles before a name, with the noun that a later mention uses.
TITLES = {
    "adm": "admiral", "amb": "ambassador", "atty": "attorney", "capt": "captain", "col": "colonel",
    "det": "detective", "dr": "doctor", "gen": "general", "gov": "governor", "lt": "lieutenant",
    "maj": "major", "prof": "professor", "rep": "representative", "rev": "reverend",
    "sen": "senator", "sgt": "sergeant", "supt": "superintendent",
}  # fmt: skip
# Other nouns that mean the same office.
SAME = {
    "congressman": "representative", "congresswoman": "representative", "lawmaker": "senator",
    "premier": "minister", "chairwoman": "chair", "chairman": "chair", "chairperson": "chair",
    "spokesperson": "spokesman", "spokeswoman": "spokesman", "advisor": "adviser",
}  # fmt: skip
# Whoever is called so holds the office no longer.
ENDED = re.compile(r"\b(?:former|ex|then|late)\b", re.I)

_SHE = """mrs ms miss madam lady queen princess duchess congresswoman councilwoman chairwoman
spokeswoman businesswoman actress mother daughter sister wife widow woman girl aunt grandmother
niece"""
_HE = """mr sir lord king prince duke congressman councilman chairman spokesman businessman actor
father son brother husband man boy uncle grandfather nephew pope archbishop bishop cardinal"""
GENDERED = {**dict.fromkeys(_SHE.split(), "she"), **dict.fromkeys(_HE.split(), "he")}

_SHE_NAMES = """Abigail Adriana Agnes Alexandria Alice Alicia Alison Allison Amanda Amber Amelia
Amy Ana Andrea Angela Anita Ann Anna Anne Annette Annie April Ashley Audrey Barbara Beatrice
Becky Beth Betsy Betty Beverly Bonnie Brenda Bridget Britney Brittany Brooke Candace Carla Carmen
Carol Caroline Carolyn Catherine Cathy Charlotte Cheryl Chloe Christina Christine Cindy Claire
Clara Claudia Colleen Connie Courtney Crystal Cynthia Danielle Dawn Deborah Debbie Debra Denise
Diana Diane Donna Doris Dorothy Edith Eileen Elaine Eleanor Elena Elise Elizabeth Ella Ellen
Emily Emma Erica Erin Esther Eva Evelyn Fatima Fiona Florence Gabrielle Gina Giorgia Gloria Grace
Gretchen Hannah Heather Heidi Helen Hillary Holly Ida Ilhan Ingrid Irene Isabel Ivanka Jackie
Jacqueline Jane Janet Janice Jeanine Jenna Jennifer Jenny Jessica Jill Joan Joanna Joanne
Josephine Joyce Judith Judy Julia Julie June Kaitlan Kamala Karen Karoline Kate Katherine
Kathleen Kathryn Kathy Katie Keisha Kelly Kellyanne Kerry Kim Kimberly Kirsten Kristen Kristi
Kristin Laura Lauren Laurie Leah Letitia Lily Linda Lindsay Lisa Liz Loretta Lori Louise Lucy
Lydia Lynn Madeleine Maggie Marcia Margaret Maria Marie Marilyn Marine Marjorie Martha Mary
Maureen Megan Meghan Melania Melinda Melissa Meredith Mia Michele Michelle Mildred Miranda Molly
Monica Nancy Naomi Natalie Nicole Nikki Nina Nora Norma Olivia Pamela Patricia Patty Paula Peggy
Penny Phyllis Rachel Rebecca Regina Renee Rhonda Rita Roberta Rosa Rose Rosemary Ruth Sabrina
Sally Samantha Sandra Sara Sarah Savannah Shannon Sharon Sheila Shirley Sofia Sonia Sophia Sophie
Stacey Stephanie Susan Susie Suzanne Sylvia Tammy Tanya Tara Teresa Theresa Tiffany Tina Tracy
Tulsi Ursula Valerie Vanessa Vera Veronica Victoria Virginia Vivian Wendy Whitney Yolanda Yvonne
Zoe"""
_HE_NAMES = """Aaron Abdul Abraham Adam Ahmed Alan Albert Alejandro Alex Alexander Alfred Ali Allen
Alvin Amir Andre Andrew Andy Anthony Antonio Antony Arnold Arthur Barack Barry Ben Benjamin Bernard
Bernie Bill Billy Bob Bobby Boris Brad Bradley Brandon Brendan Brent Brett Brian Bruce Bryan Byron
Calvin Carl Carlos Cesar Chad Charles Charlie Chris Christian Christopher Chuck Clarence Clark
Claude Clay Clifford Clint Clinton Colin Corey Cory Craig Curtis Dale Damon Dan Daniel Danny Darren
Darryl Dave David Dean Dennis Derek Desmond Devin Dick Dmitry Dominic Don Donald Doug Douglas
Drew Dustin Dwight Earl Ed Eddie Edgar Eduardo Edward Edwin Eli Elijah Elon Emmanuel Enrique Eric
Ernest Ethan Eugene Evan Fernando Floyd Francis Francisco Frank Franklin Fred Frederick Gabriel
Gary Gavin Gene Geoffrey George Gerald Gilbert Glen Glenn Gordon Graham Greg Gregory Guy Harold
Harry Harvey Hector Henry Herbert Herman Howard Hugh Hugo Hunter Ian Ibrahim Isaac Ivan Jack Jacob
Jake James Jamal Jared Jason Javier Jay JD Jeb Jeff Jeffrey Jeremy Jerome Jerry Jesse Jim Jimmy
Joe Joel John Johnny Jon Jonathan Jordan Jorge Jose José Joseph Josh Joshua Juan Julian Julio
Justin Karl Kash Keir Keith Ken Kenneth Kevin Kurt Kyle Lance Larry Lawrence Lee Leo Leon Leonard
Leonardo Lester Lewis Lindsey Lloyd Louis Lucas Luis Luke Manuel Marc Marco Marcus Mario Mark
Martin Marvin Matt Matteo Matthew Maurice Max Michael Miguel Mike Mitch Mitt Mohamed Mohammad
Mohammed Muhammad Narendra Nathan Neil Nicholas Nick Nigel Norman Oliver Olaf Omar Oscar Pablo Pat
Patrick Paul Pedro Pete Peter Phil Philip Phillip Pierre Ralph Ramon Randall Randy Raphael Raul Ray
Raymond Reginald Ricardo Richard Rick Ricky Rob Robert Roberto Rodney Roger Roland Ron Ronald Ross
Roy Rudy Rupert Russell Ryan Sam Samuel Scott Sean Sebastian Sergei Sergey Sergio Seth Shane Shawn
Sidney Simon Spencer Stanley Stephen Steve Steven Stewart Stuart Ted Terrence Terry Theodore Thomas
Tim Timothy Todd Tom Tommy Tony Travis Trevor Troy Tucker Tyler Vernon Victor Viktor Vincent
Vladimir Volodymyr Wallace Walter Warren Wayne Wesley Will William Xavier Zachary"""
_EITHER = frozenset(
    """Alex Andrea Ashley Chris Clark Dale Dominic Erin Francis Jackie Jay Jean Jocelyn Jordan Kelly
    Kerry Kim Lee Lindsay Lindsey Lynn Marine Pat Shannon Sandra Shane Shawn Stacey Tracy""".split()
)
# First names with the pronoun that they go with; those that go with both are left out.
FIRST_NAMES = {
    name: pronoun
    for names, pronoun in ((_SHE_NAMES, "she"), (_HE_NAMES, "he"))
    for name in names.split()
    if name not in _EITHER - {"Sandra", "Erin", "Dominic"}
}


def office(noun: str) -> str:
    """The plain noun for a title or office, lower case: "Sen." and "senator" give the same."""
    word = noun.lower().strip(".,")
    word = TITLES.get(word, word)
    return SAME.get(word, word)
